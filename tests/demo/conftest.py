from tests.outbox.conftest import sample_templates

__all__ = ["sample_templates"]
