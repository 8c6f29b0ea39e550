"""The badge is a definition; signed and verified here by a library that is not ours."""

import datetime as dt
import json
from collections.abc import Mapping

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openbadgeslib.ob3 import (
    Achievement,
    Issuer,
    OB3Signer,
    OB3VerificationError,
    OB3Verifier,
    OpenBadgeCredential,
)

import reflexes
from reflexes.training import Module
from reflexes.training.badge import achievement, credential
from reflexes.training.telling import Voice


def test_the_definition_says_what_is_learnt_and_by_which_criteria(
    day: Module, day_files: Mapping[str, bytes]
) -> None:
    said = json.loads(day_files["8-badge.json"])

    assert said["type"] == ["Achievement"]
    assert said["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert said["inLanguage"] == "fr"
    for objective in day.objectives:
        assert objective.criterion in said["criteria"]["narrative"]
    assert "issuer" not in said, "whoever issues it is not ours to name"
    assert "credentialSubject" not in said


def test_a_badge_is_signed_verified_and_refused_once_tampered_with(
    day: Module, shipped: reflexes.Catalogue
) -> None:
    said = achievement(Voice(day, shipped))
    made = OpenBadgeCredential(
        issuer=Issuer(id="https://exemple.invalid/organisme", name="Un organisme"),
        achievement=Achievement(
            id=said["id"],
            name=said["name"],
            description=said["description"],
            criteria_narrative=said["criteria"]["narrative"],
        ),
        recipient_id="mailto:personne@exemple.invalid",
        issuance_date=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
    )
    key = Ed25519PrivateKey.generate()
    token = OB3Signer(_private(key), algorithm="EdDSA").sign(made)
    verifier = OB3Verifier(_public(key))

    assert verifier.verify(token).achievement.name == day.title
    head, body, signature = token.split(".")
    changed = ("A" if body[40] != "A" else "B").join((body[:40], body[41:]))
    with pytest.raises(OB3VerificationError):
        verifier.verify(f"{head}.{changed}.{signature}")
    with pytest.raises(OB3VerificationError):
        OB3Verifier(_public(Ed25519PrivateKey.generate())).verify(token)


def test_the_credential_to_fill_names_nobody(day: Module, shipped: reflexes.Catalogue) -> None:
    said = credential(
        Voice(day, shipped), issuer="https://exemple.invalid/organisme", name="Un organisme"
    )

    assert "id" not in said["credentialSubject"]
    assert "proof" not in said


def _private(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
