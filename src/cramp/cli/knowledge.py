"""`cramp foods`, `cramp medicines`, `cramp evidence`: what the tables know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cramp.cli.refusing import BadInput, refusing

if TYPE_CHECKING:
    from cramp.knowledge.evidence import Claim
    from cramp.knowledge.foods import Food

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
    """Show what a medicine is known to do to potassium, sodium and water."""
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
            typer.echo(f"  sources: {'; '.join(cite(key) for key in substance.sources)}")
        _say_what_it_is_for()


def _say_what_it_is_for() -> None:
    from cramp.assessment.intended_use import SHORT_USE

    typer.echo(SHORT_USE)


@evidence.command("show")
def show_evidence(
    topic: Annotated[
        str | None, typer.Argument(help="A topic or a claim's id; all topics without.")
    ] = None,
) -> None:
    """Show claims about cramps with verdict, certainty, sources and date of review."""
    with refusing():
        from cramp.knowledge.evidence import TOPICS, UnknownClaim, claim, claims

        if topic is None:
            typer.echo("\n".join(TOPICS))
            return
        try:
            found = claims(topic) if topic in TOPICS else (claim(topic),)
        except UnknownClaim as error:
            known = ", ".join(TOPICS)
            raise BadInput(f"“{topic}” is neither a topic nor a claim; topics: {known}") from error
        for one in found:
            _show_claim(one)
        _say_what_it_is_for()


def _show_claim(one: Claim) -> None:
    from cramp.knowledge.sources import cite

    typer.echo(f"{one.id} “{one.claim}”")
    typer.echo(f"  {one.verdict}, {one.grade} certainty, reviewed {one.reviewed_on.isoformat()}")
    typer.echo(f"  {one.plain_words}")
    typer.echo(f"  {'; '.join(cite(key) for key in one.sources)}")
