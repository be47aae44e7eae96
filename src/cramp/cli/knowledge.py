"""`cramp foods`, `cramp medicines`, `cramp evidence`: what the tables know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cramp.cli.refusing import BadInput, refusing

if TYPE_CHECKING:
    from cramp.knowledge.evidence import Claim
    from cramp.knowledge.foods import Food
    from cramp.knowledge.medicine_actions import MedicineAction
    from cramp.knowledge.medicine_table import Medicine

foods = typer.Typer(help="Foods and drinks, with what is in them.", no_args_is_help=True)
medicines = typer.Typer(help="Medicines and the body's salts.", no_args_is_help=True)
evidence = typer.Typer(help="What is known about cramps, and how surely.", no_args_is_help=True)


@foods.callback()
@medicines.callback()
@evidence.callback()
def _group() -> None:
    """Keep each group a group while it has one command."""


_SHOWN = {
    "potassium_mg": "potassium mg",
    "sodium_mg": "sodium mg",
    "magnesium_mg": "magnesium mg",
    "calcium_mg": "calcium mg",
    "water_g": "water g",
}


@foods.command()
def search(
    query: Annotated[str, typer.Argument(help="A food or drink, as one would write it.")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="Most to show.")] = 10,
) -> None:
    """Search the food table; values are for 100 g, a dash is an unknown value."""
    with refusing():
        from cramp.knowledge.foods import find_foods

        found = find_foods(query, limit)
        if not found:
            raise BadInput(f"no food is like “{query}”; try a simpler word")
        for match in found:
            typer.echo(f"{match.food.name}  [{match.food.id}]")
            typer.echo(f"  {_contents(match.food)}")


def _contents(food: Food) -> str:
    parts = []
    for key, label in _SHOWN.items():
        value = food.per_100_g.get(key)
        parts.append(f"{label} {'–' if value is None else f'{value:g}'}")
    return ", ".join(parts)


@medicines.command()
def show(name: Annotated[str, typer.Argument(help="As on the package.")]) -> None:
    """Show what a medicine is known to do to potassium, sodium and water, where and how fast."""
    with refusing():
        from cramp.knowledge.medicines import find_medicine
        from cramp.knowledge.sources import cite

        match = find_medicine(name)
        if match is None:
            raise BadInput(
                f"“{name}” is not known; it is treated as if it could raise potassium. "
                "Check the spelling, or use the substance's name"
            )
        for substance in (part.medicine for part in match.ingredients):
            typer.echo(f"{substance.name} ({substance.drug_class.replace('_', ' ')})")
            typer.echo(f"  {substance.effect_words}")
            keeps = "can keep potassium in the body" if substance.potassium_retaining else "no"
            typer.echo(f"  raises potassium: {keeps}")
            for line in _action_lines(substance):
                typer.echo(f"  {line}")
            typer.echo(f"  sources: {'; '.join(cite(key) for key in _sources(substance))}")
        _say_what_it_is_for()


def _action_lines(substance: Medicine) -> list[str]:
    """Say where a substance acts, how much, how fast, and whether the body simulates it."""
    from cramp.exposure.doses import acts_in_the_body
    from cramp.exposure.kinetics import REFERENCE_SUBSTANCES
    from cramp.knowledge.medicine_actions import medicine_action

    lines = []
    action = medicine_action(substance.id)
    if action is not None:
        site = action.acting_site.replace("_", " ")
        lines.append(f"acts on: {action.action} {site} ({_PLACES[action.acts_in]})")
        low, high = action.serum_potassium_low, action.serum_potassium_high
        moves = f" Serum potassium {low:+g} to {high:+g} mmol/L." if (low, high) != (0, 0) else ""
        lines.append(f"size: {action.size_words}{moves} [{action.status}]")
        if action.acting_half_life_hours is not None:
            lines.append(f"kinetics: {_kinetics_words(action)} [{action.kinetics_status}]")
    if substance.body_model_class is not None:
        reference, _ = REFERENCE_SUBSTANCES[substance.body_model_class]
        equivalent = f"{substance.body_model_equivalent:g} mg of {reference}"
        status = substance.equivalent_status
        lines.append(f"in the simulation: 1 mg a day as {equivalent} [{status}]")
    else:
        lines.append(f"in the simulation: {'yes' if acts_in_the_body(substance) else 'no'}")
    return lines


_PLACES = {
    "body": "through salts, water and hormones",
    "hazard": "on cramps, by nerve, muscle or in ways not known",
    "both": "through salts, water and hormones, and on cramps beyond what those explain",
    "neither": "neither on salts nor on cramps",
}


def _kinetics_words(action: MedicineAction) -> str:
    parts = []
    if action.time_to_peak_hours is not None:
        parts.append(f"peak after {action.time_to_peak_hours:g} h")
    if action.elimination_half_life_hours is not None:
        parts.append(f"half-life {action.elimination_half_life_hours:g} h")
    if action.effect_half_life_hours is not None:
        parts.append(f"of the effect {action.effect_half_life_hours:g} h")
    if action.bioavailability is not None:
        parts.append(f"{100 * action.bioavailability:g} % arrive")
    return ", ".join(parts)


def _sources(substance: Medicine) -> tuple[str, ...]:
    """Return every source of a substance's row and of its action, each once."""
    from cramp.knowledge.medicine_actions import medicine_action

    action = medicine_action(substance.id)
    of_action = () if action is None else (*action.sources, *action.kinetics_sources)
    return tuple(dict.fromkeys((*substance.sources, *of_action)))


def _say_what_it_is_for() -> None:
    from cramp.assessment.intended_use import SHORT_USE

    typer.echo(SHORT_USE)


@evidence.command("show")
def show_evidence(
    topic: Annotated[
        str | None, typer.Argument(help="A topic, a claim's id, or all; the topics without.")
    ] = None,
) -> None:
    """Show claims about cramps: verdict, certainty, effect, sources, review, what rests on it."""
    with refusing():
        from cramp.knowledge.evidence import TOPICS, UnknownClaim

        if topic is None:
            typer.echo("\n".join(TOPICS))
            return
        try:
            found = _claims_of(topic)
        except UnknownClaim as error:
            known = ", ".join(TOPICS)
            raise BadInput(f"“{topic}” is neither a topic nor a claim; topics: {known}") from error
        for one in found:
            _show_claim(one)
        _say_what_it_is_for()


def _claims_of(topic: str) -> tuple[Claim, ...]:
    from cramp.knowledge.evidence import TOPICS, claim, claims

    if topic == "all":
        return claims()
    return claims(topic) if topic in TOPICS else (claim(topic),)


def _show_claim(one: Claim) -> None:
    from cramp.knowledge.evidence_page import claim_facts

    typer.echo(f"{one.id} “{one.claim}”")
    for label, words in claim_facts(one):
        typer.echo(f"  {label}: {words}")
