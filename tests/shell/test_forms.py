"""Forms: label, hint, input and error belong together; the summary leads to the fields."""

from django import forms
from django.template import Context, Template
from django.utils import translation


class Example(forms.Form):
    iban = forms.CharField(label="IBAN", help_text="22 Stellen")
    delivery = forms.ChoiceField(label="Rechnung", widget=forms.RadioSelect, choices=[("a", "Online")])
    informed = forms.BooleanField(label="Alle sind informiert.")
    note = forms.CharField(label="Nachricht", required=False)

    def clean(self):
        raise forms.ValidationError("Bitte später noch einmal.")


def page(form: forms.Form, template: str = "{% error_summary form %}{% form_fields form %}") -> str:
    with translation.override("de"):
        return Template("{% load shell %}" + template).render(Context({"form": form}))


def test_errors_stand_at_their_field_and_in_the_summary():
    html = page(Example({"iban": ""}))
    assert 'aria-describedby="id_iban_helptext id_iban_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<div class="hint" id="id_iban_helptext">22 Stellen</div>' in html
    assert 'id="id_iban_error"' in html
    assert '<a href="#id_iban">IBAN: ' in html
    assert '<a href="#id_delivery_0">Rechnung: ' in html
    assert '<a href="#id_informed">Alle sind informiert: ' in html
    assert "<li>Bitte später noch einmal.</li>" in "".join(line.strip() for line in html.splitlines())
    assert "Bitte prüfen Sie 4 Angaben" in html


def test_a_fresh_form_shows_no_summary_and_marks_what_is_optional():
    html = page(Example())
    assert "error-summary" not in html
    assert html.count("(freiwillig)") == 1
    assert "style=" not in html


def test_named_fields_only_in_the_order_asked():
    html = page(Example(), '{% form_fields form "note" "iban" %}')
    assert html.index('id="id_note"') < html.index('id="id_iban"')
    assert "id_informed" not in html


def test_what_people_typed_is_escaped():
    html = page(Example({"iban": '"><script>'}))
    assert "<script>" not in html
