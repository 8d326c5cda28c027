from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "contracts"
    label = "contracts"

    def ready(self) -> None:
        from contracts.papers.kinds import KINDS
        from portal.documents.kinds import register

        register(*KINDS)
