"""Names of invented people, firms and streets, as they sound in Lower Saxony; _ stands for a blank."""

# ruff: noqa: SIM905

WOMEN = """
Anke Birgit Carina Dörte Elif Frauke Gesa Hanna Imke Jana Katharina Lena Merle Nadine Ornella Petra
Rieke Sabine Theresa Ulrike Wiebke Yasemin Zeynep Greta Svenja Antje Beate Martina Silke Heike
""".split()
MEN = """
Arne Bernd Cem Dirk Eike Fabian Gerrit Hauke Ingo Jörg Kai Lars Malte Nils Ole Piet Ralf Sönke
Thorben Uwe Volker Wilko Yannick Deniz Henning Matthias Olaf Stefan Jannik Rüdiger
""".split()
FAMILIES = """
Ahrens Behnke Brinkmann Cordes Dettmer Ehlers Fricke Gerdes Hartmann Heinemann Iversen Jürgens
Köhler Lüders Meinecke Niemeyer Oltmanns Papenburg Quade Rodewald Schünemann Tönnies Uhlenbruck
Voges Wedekind Yıldız Zimmermann Bartels Engelke Grote Hoffmeister Kasten Langrehr Mühlenbrock Nolte
Öztürk Pagel Rohde Sievers Thiele von_Alten-Bockum Wolters Hüsing Klages Deppe Stöber Garbe Wulf
Brandes Kühn
""".split()
STREETS = """
Lindenallee Bahnhofstraße Am_Mühlengraben Goethestraße Marktstraße Im_Wiesengrund
Hildesheimer_Straße Podbielskistraße Schillerweg Kirchwende Eichenkamp Rosenhag Alte_Heerstraße
Am_Ricklinger_Holz Nordfeldstraße Kastanienweg Zum_Auetal Steinhuder_Weg Deisterblick Gutenbergring
""".split()
TRADES = """
Bäckerei_{} Elektrotechnik_{}_GmbH Steuerkanzlei_{} {}_&_Söhne_Sanitär Zahnarztpraxis_Dr._{}
Autohaus_{}_GmbH_&_Co._KG Buchhandlung_{} Architekturbüro_{} Gärtnerei_{} {}_Logistik_GmbH
Apotheke_am_Markt_{}_e._K. Tischlerei_{} Hotel_{} Physiotherapie_{} {}_Maschinenbau_GmbH
""".split()
TOWNS = (
    ("30159", "Hannover"),
    ("30171", "Hannover"),
    ("30449", "Hannover"),
    ("30539", "Hannover"),
    ("30823", "Garbsen"),
    ("30880", "Laatzen"),
    ("30926", "Seelze"),
    ("30938", "Burgwedel"),
    ("31134", "Hildesheim"),
    ("31137", "Hildesheim"),
    ("31275", "Lehrte"),
    ("31535", "Neustadt am Rübenberge"),
    ("31655", "Stadthagen"),
    ("38100", "Braunschweig"),
    ("38118", "Braunschweig"),
    ("38440", "Wolfsburg"),
)
BANKS = ("25050180", "25190001", "25090500", "27092555", "25120510")  # codes of banks in the region
