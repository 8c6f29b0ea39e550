"""The definition of an Open Badges 3.0 achievement, as JSON-LD.

It is a definition, not a credential: whoever issues the badge is named, signs with their own key,
and answers for what it attests. This product certifies nobody.
"""

import json
from typing import Any

from reflexes.training.telling import Voice

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
FRAME = "https://reflexes-publics.invalid/modules"
"""Stands for the address that the issuer gives; `.invalid` leads nowhere, on purpose."""


def achievement(voice: Voice) -> dict[str, Any]:
    """The achievement: what was learnt, by which criteria, in which language."""
    module, said = voice.module, voice.translate
    criteria = "\n".join(
        f"- {voice.objective(each)} {voice.colon(said('Seen when'))} {each.criterion}."
        for each in module.objectives
    )
    return {
        "id": f"{FRAME}/{module.code}",
        "type": ["Achievement"],
        "name": module.title,
        "description": module.aim,
        "inLanguage": module.language.value,
        "achievementType": "LearningProgram",
        "version": module.edition,
        "criteria": {"narrative": criteria},
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": code,
                "targetUrl": f"{FRAME}/catalogue/{module.edition}/{code}",
            }
            for code in module.about
        ],
    }


def credential(voice: Voice, *, issuer: str, name: str) -> dict[str, Any]:
    """An unsigned credential for one achievement, to fill and sign; the person is not named."""
    return {
        "@context": list(CONTEXTS),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": voice.module.title,
        "issuer": {"id": issuer, "type": ["Profile"], "name": name},
        "credentialSubject": {"type": ["AchievementSubject"], "achievement": achievement(voice)},
    }


def badge_file(voice: Voice) -> bytes:
    """The definition alone, with its contexts."""
    said = {"@context": list(CONTEXTS), **achievement(voice)}
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
