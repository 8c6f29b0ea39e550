# language: fr
Fonctionnalité: Instruire, décider ensemble, répondre aux recours, signer
  Avant le jury, ce qui manque se demande ; après lui, tout le monde apprend la décision le même jour.

  Contexte:
    Étant donné deux dossiers déposés, et l’heure limite passée

  Scénario: ce qui manque se demande avec une date
    Quand la responsable demande le budget avant le 17/02/2027
    Et que la candidate corrige et dépose de nouveau
    Alors le dossier garde son récépissé
    Et plus rien ne lui est demandé

  Scénario: personne ne lit un dossier qui peut encore être complété
    Quand la responsable demande le budget avant le 17/02/2027
    Alors le dossier ne peut pas être relu
    Quand la responsable le déclare recevable
    Alors le dossier peut être relu

  Scénario: un dossier non recevable est écarté avec des motifs
    Quand la responsable le déclare non recevable
    Alors le dossier est écarté
    Et une lettre dit pourquoi

  Scénario: les décisions se préparent sans que personne le sache
    Étant donné que les deux dossiers ont été relus
    Quand la responsable prépare une décision pour chacun
    Alors les candidats ne voient rien
    Quand elle publie les décisions
    Alors les deux équipes reçoivent leur lettre le même jour

  Scénario: ce qui a changé depuis la lecture n’est pas publié
    Étant donné que les deux dossiers ont été relus
    Quand la responsable prépare une décision pour chacun
    Et qu’une autre responsable change l’une d’elles pendant qu’elle relit
    Alors rien n’est publié

  Scénario: un recours est entendu
    Étant donné que les deux dossiers ont été relus
    Quand la responsable prépare une décision pour chacun
    Et qu’elle publie les décisions
    Et que l’équipe écartée forme un recours
    Et que la responsable retient finalement le dossier
    Alors un pilote attend l’équipe écartée
    Et la première décision reste gardée avec le recours

  Scénario: un recours hors délai est refusé
    Étant donné que les deux dossiers ont été relus
    Quand la responsable prépare une décision pour chacun
    Et qu’elle publie les décisions
    Et que le délai de recours passe
    Alors l’équipe écartée ne peut plus former de recours

  Scénario: une convention signée devient une donnée essentielle
    Étant donné que les deux dossiers ont été relus
    Quand la responsable prépare une décision pour chacun
    Et qu’elle publie les décisions
    Et qu’elle édite la convention du dossier retenu et garde la copie signée
    Alors les données essentielles disent le montant accordé
    Et les résultats ne nomment pas l’équipe écartée
