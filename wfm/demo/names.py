"""Names of people as they are where the pool's zones are. Data."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Place:
    """A home zone's country, and which names are common there."""

    country: str
    cultures: tuple[str, ...]


PLACES: dict[str, Place] = {
    "Asia/Manila": Place("PH", ("filipino",)),
    "Asia/Kolkata": Place("IN", ("indian_north", "indian_south")),
    "America/New_York": Place("US", ("american", "latin", "korean", "haitian")),
    "Europe/Lisbon": Place("PT", ("portuguese", "ukrainian", "cape_verdean")),
    "Asia/Kathmandu": Place("NP", ("nepali",)),
    "Africa/Nairobi": Place("KE", ("kenyan",)),
    "America/Bogota": Place("CO", ("latin",)),
    "Australia/Adelaide": Place("AU", ("american", "greek", "vietnamese")),
    "Europe/Warsaw": Place("PL", ("polish", "ukrainian")),
    "America/St_Johns": Place("CA", ("american", "irish")),
    "America/Santiago": Place("CL", ("latin", "haitian")),
    "Pacific/Auckland": Place("NZ", ("maori", "american", "chinese")),
    "America/Los_Angeles": Place("US", ("american", "latin", "vietnamese", "chinese")),
    "America/Sao_Paulo": Place("BR", ("brazilian", "japanese")),
    "Africa/Johannesburg": Place("ZA", ("south_african",)),
    "Pacific/Chatham": Place("NZ", ("maori",)),
    "Asia/Tokyo": Place("JP", ("japanese",)),
    "Asia/Jerusalem": Place("IL", ("israeli", "arab", "ukrainian")),
}

_GIVEN: dict[str, str] = {
    "filipino": "Aya Bong Carlo Dalisay Ernesto Grace Jomar Liwayway Maricel Paolo Rhea Tala",
    "indian_north": "Aarav Deepika Farhan Gurpreet Ishaan Kavita Manish Neha Priya Rohan Simran Vikram",
    "indian_south": "Ananya Bhaskar Chitra Ganesh Karthik Lakshmi Meenakshi Nithya Raghav Sowmya Suresh Vidya",
    "american": "Aaliyah Ben Caleb Dana Elijah Grace Hannah Jamal Kayla Marcus Olivia Trevor",
    "latin": "Alejandra Andrés Camila Daniela Esteban Fernanda Joaquín Lucía Mateo Valentina Ximena Óscar",
    "korean": "Eun-ji Hyun-woo Ji-ho Min-seo Seo-yeon Sung-min Yu-jin Dong-hyun",
    "haitian": "Fabiola Jean-Robert Mirlande Nadège Réginald Rose-Laure Stanley Wideline",
    "portuguese": "Afonso Beatriz Catarina Diogo Francisca Gonçalo Inês João Leonor Rui Sofia Tomás",
    "ukrainian": "Andriy Bohdan Daryna Iryna Kateryna Mykola Oksana Oleh Solomiya Taras Yulia Zlata",
    "cape_verdean": "Adilson Djamila Edson Ivandra Keila Nelson Sílvia Zuleica",
    "nepali": "Anjali Bikash Dipendra Gita Kiran Laxmi Nabin Pasang Prakash Sabina Sujata Tenzin",
    "kenyan": "Achieng Baraka Chebet Faith Juma Kamau Mwende Njeri Otieno Wambui Wanjiru Zawadi",
    "greek": "Dimitra Eleni Giorgos Katerina Nikos Panagiotis Sofia Yannis",
    "vietnamese": "An Bảo Chi Dũng Hạnh Khoa Linh Minh Ngọc Phương Quân Thảo",
    "polish": "Agnieszka Bartosz Dorota Grzegorz Jadwiga Katarzyna Łukasz Małgorzata Piotr Stanisław Wojciech Zofia",
    "irish": "Aoife Cillian Deirdre Eoin Niamh Oisín Róisín Séamus",
    "maori": "Aroha Hēmi Kahu Mere Ngaio Rangi Rāwiri Tama Tiaho Wiremu",
    "chinese": "Bowen Fang Haoran Jing Lei Meilin Qian Rui Wei Xinyi Yan Zhihao",
    "brazilian": "Ana Bruno Caio Débora Eduarda Gustavo Isabela Luan Mariana Rafael Thaís Vinícius",
    "japanese": "Aiko Daichi Emi Haruto Kaori Kenji Mio Naoki Ren Sakura Takumi Yui",
    "south_african": "Anele Bongani Chantelle Dineo Johan Lerato Naledi Pieter Sipho Thandiwe Zanele Zinhle",
    "israeli": "Amit Dafna Eitan Hila Itai Maya Noa Omer Roni Shira Tal Yael",
    "arab": "Amal Basma Fadi Ghada Hanan Karim Layla Nabil Rana Samir Yara Ziad",
}

_FAMILY: dict[str, str] = {
    "filipino": "Aquino|Bautista|Dela Cruz|Dimaculangan|Garcia|Magsaysay|Mendoza|Ocampo|Panganiban|Reyes|Santos|Villanueva",
    "indian_north": "Agarwal|Bhatia|Chauhan|Gill|Khan|Mehta|Mukherjee|Patel|Sharma|Singh|Trivedi|Verma",
    "indian_south": "Hegde|Iyer|Krishnan|Menon|Nair|Pillai|Rao|Reddy|Shetty|Subramanian|Thomas|Varghese",
    "american": "Anderson|Brooks|Carter|Dixon|Fraser|Hughes|Jefferson|Mitchell|O'Neill|Sullivan|Washington|Young",
    "latin": "Castillo|Gómez|Herrera|Ibáñez|Jiménez|Muñoz|Ortiz|Quintero|Rojas|Salazar|Vargas|Zúñiga",
    "korean": "Choi|Han|Jung|Kang|Kim|Lee|Park|Yoon",
    "haitian": "Baptiste|Charles|Desrosiers|Étienne|Jean-Louis|Lafontant|Pierre|Toussaint",
    "portuguese": "Almeida|Carvalho|Esteves|Fonseca|Lourenço|Magalhães|Moreira|Nogueira|Pacheco|Simões|Teixeira|Vaz",
    "ukrainian": "Bondarenko|Hrytsenko|Kovalenko|Lysenko|Melnyk|Petrenko|Shevchuk|Tkachenko",
    "cape_verdean": "Andrade|Évora|Fortes|Lopes|Monteiro|Pires|Tavares|Varela",
    "nepali": "Adhikari|Gurung|KC|Lama|Maharjan|Rai|Shah|Sherpa|Shrestha|Tamang|Thapa|Yadav",
    "kenyan": "Akinyi|Chepkoech|Kariuki|Kiplagat|Mutua|Mwangi|Ndungu|Njoroge|Odhiambo|Ouma|Wafula|Wekesa",
    "greek": "Angelopoulos|Christou|Georgiou|Kostas|Nikolaidis|Papadakis|Stavrou|Vlahos",
    "vietnamese": "Bùi|Đặng|Đỗ|Hoàng|Lê|Ngô|Nguyễn|Phạm|Phan|Trần|Võ|Vũ",
    "polish": "Dąbrowski|Jankowska|Kaczmarek|Kowalczyk|Krawczyk|Lewandowska|Mazur|Nowak|Pawlak|Szymańska|Wiśniewski|Zieliński",
    "irish": "Byrne|Doyle|Gallagher|Kavanagh|McCarthy|Nolan|Ó Briain|Walsh",
    "maori": "Henare|Hohepa|Kereama|Ngata|Paki|Parata|Rāpana|Tamihana|Te Aho|Walker",
    "chinese": "Chen|Gao|He|Huang|Lin|Liu|Ma|Sun|Wang|Xu|Zhang|Zhou",
    "brazilian": "Araújo|Barbosa|Cardoso|da Silva|Duarte|Ferreira|Gonçalves|Lima|Nascimento|Ribeiro|Souza|Vieira",
    "japanese": "Fujita|Hayashi|Ishikawa|Kobayashi|Matsumoto|Nakamura|Ogawa|Saitō|Sasaki|Tanaka|Watanabe|Yamada",
    "south_african": "Botha|Dlamini|du Plessis|Khumalo|Mabuza|Mokoena|Naidoo|Ndlovu|Nkosi|Sithole|van der Merwe|Zulu",
    "israeli": "Avraham|Azoulay|Ben-David|Cohen|Friedman|Katz|Levi|Mizrahi|Peretz|Rosen|Shapira|Tzur",
    "arab": "Abu-Rass|Awad|Farah|Haddad|Khalil|Khoury|Mansour|Nasser|Qasim|Saleh|Tannous|Zidan",
}  # fmt: skip


def name_for(zone: str, rng: Random) -> str:
    """Given and family name of somebody who lives in a zone of the pool."""
    culture = rng.choice(PLACES[zone].cultures)
    return f"{rng.choice(_GIVEN[culture].split())} {rng.choice(_FAMILY[culture].split('|'))}"


def slug(text: str) -> str:
    """The text in small ASCII letters and digits, as the local part of an e-mail address wants it."""
    plain = unicodedata.normalize("NFKD", text.replace("Ł", "L").replace("ł", "l").replace("Đ", "D").replace("đ", "d"))
    letters = plain.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", ".", letters).strip(".")
