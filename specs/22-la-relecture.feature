# language: fr
Fonctionnalité: La relecture d’un jury
  Chacun lit sans savoir ce que pensent les autres, et le jury délibère une fois que tous se sont
  prononcés.

  Contexte:
    Étant donné un dossier que deux relectrices ont à lire après la clôture

  Scénario: un second onglet n’écrase jamais le premier
    Quand la première enregistre « Premier texte »
    Et qu’un onglet ouvert avant enregistre « Second texte »
    Alors le second texte est refusé et le premier est gardé

  Scénario: toutes les versions sont gardées
    Quand la première enregistre « Un », puis « Deux », puis rend sa relecture
    Alors elle retrouve les trois versions
    Et la gestionnaire n’en voit que ce qui a été rendu

  Scénario: une lecture à l’aveugle cache qui candidate
    Quand la gestionnaire demande une lecture à l’aveugle
    Alors la première lit le dossier sans le nom de l’administration
    Et aucune recherche par mots ne le lui apprend
    Et la gestionnaire voit toujours qui candidate

  Scénario: chacune a son ordre, qui ne change plus
    Étant donné un second dossier à lire
    Quand chacune ouvre sa liste deux fois
    Alors chacune retrouve le même ordre, noté au registre des affectations

  Scénario: on ne relance que celles à qui il reste des dossiers
    Étant donné une fin de lecture fixée dans dix jours
    Et la première a rendu sa relecture
    Quand il reste six jours
    Alors la seconde seule reçoit une relance, et une seule
    Quand il ne reste qu’un jour
    Alors la seconde reçoit une autre relance

  Scénario: la délibération attend toutes les relectures, ou une raison
    Étant donné la première a rendu sa relecture
    Quand la gestionnaire ouvre la délibération sans rien dire
    Alors elle apprend qu’une relecture est attendue
    Quand elle l’ouvre en disant pourquoi
    Alors la seconde ne peut plus rendre de relecture

  Scénario: une note change avec un motif, et le procès-verbal ne dit pas qui
    Étant donné les deux ont rendu leur relecture et le jury délibère
    Quand la première change ses notes en disant pourquoi
    Et que la gestionnaire prépare la décision et clôt la délibération
    Alors le procès-verbal dit les présences, le motif et la décision, sans nommer la première
    Et ses premières notes sont toujours là

  Scénario: deux jurys, et il faut les deux pour décider
    Étant donné un second jury pour le dernier critère
    Quand le premier jury a rendu sa relecture
    Alors la décision attend le second
    Quand le second jury a rendu la sienne
    Alors la décision se prépare
