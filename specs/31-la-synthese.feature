# language: fr
Fonctionnalité: Ce que plusieurs pilotes disent ensemble
  Les rapports publiés deviennent des fichiers et des correctifs. Une fois relus et appliqués, ils font
  l’édition suivante, et la page de la piste montre ce que les pilotes disent ensemble, et rien de plus.

  Scénario: deux pilotes se lisent côte à côte, sans nombre commun
    Étant donné deux pilotes dont la preuve est proposée
    Alors la page de la piste les montre à part, pas encore au catalogue
    Quand leurs correctifs font une nouvelle édition
    Alors la page de la piste dit « Deux pilotes ne disent pas de combien des pilotes diffèrent »
    Et elle ne donne ni moyenne ni losange
    Et plus rien n’y attend une édition

  Scénario: trois pilotes donnent une moyenne, et ce qu’un quatrième trouverait
    Étant donné trois pilotes dont la preuve est proposée
    Quand leurs correctifs font une nouvelle édition
    Alors la page de la piste dit « Sur 3 pilotes qui ont mesuré »
    Et la page de la piste dit « Si vous l’essayiez chez vous »
    Et la moyenne est celle que la bibliothèque calcule
    Et le mot « effet » n’y est pas

  Scénario: un pilote abandonné compte comme un pilote
    Étant donné deux pilotes dont la preuve est proposée
    Et un pilote abandonné dont la preuve est proposée
    Quand leurs correctifs font une nouvelle édition
    Alors la page de la piste dit « Un test abandonné »
    Et la page de la piste dit « n’ont pas apporté de chiffre »
    Et elle ne donne ni moyenne ni losange

  Scénario: une édition sans essai le dit
    Quand personne n’a rien essayé
    Alors la page de la piste dit « Aucun essai de cette piste ne figure dans cette édition »
    Et la page de la piste dit « résultats nuls sont demandés »

  Scénario: un rapport publié se lit sans compte
    Étant donné deux pilotes dont la preuve est proposée
    Quand une visiteuse ouvre le rapport d’un pilote
    Alors elle y lit ce qui était promis, ce qui est trouvé, et le télécharge
    Et le rapport d’un pilote en cours lui reste fermé
