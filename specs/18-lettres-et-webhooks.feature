# language: fr
Fonctionnalité: Des lettres relues, des programmes prévenus
  Une lettre qui compte peut attendre une relecture. Un programme apprend ce qui se passe sans
  apprendre le nom de personne.

  Scénario: Une lettre attend sa relecture
    Étant donné un appel dont les lettres sont relues
    Quand un dossier reçu est déclaré irrecevable
    Alors l’accusé de réception est parti
    Et la lettre d’irrecevabilité attend
    Quand la responsable la corrige puis la laisse partir
    Alors la lettre part avec les mots corrigés
    Et ses premiers mots sont gardés

  Scénario: Une lettre est retenue
    Étant donné un appel dont les lettres sont relues
    Quand un dossier reçu est déclaré irrecevable
    Et la responsable la retient, « Envoyée par erreur »
    Alors elle ne part jamais, et sa raison se lit

  Scénario: Un programme est prévenu d’un dépôt
    Étant donné un appel publié qui prévient un programme des dépôts
    Quand une équipe dépose son dossier
    Alors le programme apprend le dépôt, signé, sans nom ni texte
    Et il l’apprend une seule fois

  Scénario: Un programme en panne est prévenu plus tard
    Étant donné un appel publié qui prévient un programme des dépôts
    Et ce programme est en panne
    Quand une équipe dépose son dossier
    Et le programme revient dix minutes plus tard
    Alors le programme apprend le dépôt, signé, sans nom ni texte
