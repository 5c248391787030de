namespace Portal.Core.Data.Seeds;

/// <summary>Invented neighbours: names as their bearers would write them, in many scripts.</summary>
internal static class Names
{
    /// <summary>A group of names with its share of the city and the language of its letters.</summary>
    internal sealed record Origin(double Share, double Spanish, bool FamilyFirst, string[] Given, string[] Family);

    internal static readonly Origin[] Origins =
    [
        new(0.44, 0.00, false,
            ["Walter", "Grace", "Dennis", "Joan", "Tyrone", "Keisha", "Ellen", "Marcus", "Ruth", "Caleb", "Abigail",
             "Wendell", "Shanice", "Owen", "Hazel", "Darnell", "Beth", "Jean-Luc", "Mary Anne", "Ty", "Imani",
             "Noah", "Priscilla", "Gus", "Bo", "Al", "Everett", "Wilhelmina"],
            ["O'Brien", "D'Angelo", "Washington", "Lindqvist", "Fitzgerald-Smythe", "McAllister", "Booker", "Novak",
             "Baker", "Van der Berg", "St. John", "Jefferson", "O'Shaughnessy", "Lee", "Hughes", "Whitfield",
             "Ng", "Freeman", "Ostrowski", "Quick", "Reed", "Underhill", "de la Croix", "Wolfe", "Park", "Orr"]),
        new(0.24, 0.55, false,
            ["María José", "José Luis", "Lucía", "Ramón", "Ximena", "Héctor", "Guadalupe", "Íñigo", "Concepción",
             "Ángel", "Begoña", "Raúl", "Inés", "Martín", "Araceli", "Óscar", "Sofía", "Jesús", "Itzel", "Adrián"],
            ["Delgado", "Muñoz", "Peña Nieto", "Núñez", "García Márquez", "Ibáñez", "Yáñez", "Zúñiga", "Ávila",
             "Quiñones", "de la Cruz y Robles", "Hernández", "Güemes", "Castañeda", "Ordóñez", "Sáenz", "Rivera"]),
        new(0.06, 0, true,
            ["美玲", "志強", "偉", "秀英", "小龍", "子涵", "国华", "雅婷"],
            ["陳", "黃", "王", "李", "歐陽", "司馬", "林", "张"]),
        new(0.03, 0, true,
            ["さくら", "健太郎", "花子", "陽菜", "翔"],
            ["山田", "佐藤", "高橋", "五十嵐", "東"]),
        new(0.03, 0, true,
            ["지훈", "서연", "민준", "하은", "영희"],
            ["김", "이", "박", "최", "남궁"]),
        new(0.06, 0, false,
            ["Nguyệt", "Thị Hương", "Đức", "Văn Dũng", "Ngọc Ánh", "Phượng", "Quốc Bảo"],
            ["Nguyễn", "Trần", "Lê", "Phạm", "Đỗ", "Vũ", "Huỳnh", "Ô"]),
        new(0.05, 0, false,
            ["Олександр", "Наталія", "Сергей", "Ольга", "Мар'яна", "Юрий", "Ксенія", "Зоя"],
            ["Шевченко", "Коваленко", "Петров", "Іваненко", "Соловьёва", "Ткачук", "Щербак", "Нечуй-Левицький"]),
        new(0.03, 0, false,
            ["محمد", "فاطمة", "عبد الرحمن", "ليلى", "يوسف", "نور"],
            ["الخطيب", "حداد", "بن علي", "القاسم", "منصور", "صالح"]),
        new(0.03, 0, false,
            ["गीता", "अर्जुन", "ਗੁਰਪ੍ਰੀਤ", "Harpreet", "ਜਸਵਿੰਦਰ", "Lakshmi", "Anil"],
            ["शर्मा", "Venkatanarasimharajuvaripeta", "ਸਿੰਘ", "Singh", "Kaur", "Iyer", "पटेल"]),
        new(0.03, 0, false,
            ["Ευγενία", "Αριστοτέλης", "Նարեկ", "Անահիտ", "אברהם", "שרה", "สมชาย", "ሰላም", "Þórunn", "Łukasz", "Zoë"],
            ["Παπαδόπουλος", "Οικονόμου", "Պետրոսյան", "כהן", "ศรีสุวรรณ", "ተስፋዬ", "Guðmundsdóttir", "Wójcik", "Brontë",
             "Ålund", "Škvorecký", "Ðurić", "Øster", "Çelik", "Öztürk"]),
    ];

    /// <summary>Names that forms, columns and envelopes trip over; each once in every few hundred accounts.</summary>
    internal static readonly string[] Unusual =
    [
        "O", "E Z", "Null", "Test Testerson", "Mx. X Æ A-12 Musgrave", "Taʻase Keahi-Nāwahī", "N'Guessan Koffi",
        "Janice “Lokelani” Keihanaikukauakahihuliheekahaunaele", "Robert '); Tables-Jr.", "Hubert Blaine Wolfe"
        + "schlegelsteinhausenbergerdorff Sr.", "Sinéad Ní Dhubhghaill", "Ms. Ana-Sofía María del Carmen de los "
        + "Ángeles Fernández-Echeverría y Gutiérrez de la Concha viuda de Santísima Trinidad", "Ga-Young 박 (박가영)",
        "<b>Bold</b> & Sons", "Renée Ѧ-ж Ωmega", "Zoë 😀 Sunshine", "nguyễn thị lower", "THE ESTATE OF ALMA PIKE",
    ];

    internal static readonly string[] Businesses =
    [
        "Alder Falls Laundry & Dry-Cleaning LLC", "Café Ñandú", "Tran's Nail Studio", "Fifth Street Barber",
        "Miller & Daughters Hardware", "Panadería La Espiga de Oro", "老四川 Lao Sichuan Restaurant", "Pho 38",
        "Riverside Early Learning Center", "Summit Dental, P.C.", "Lindqvist Auto Body", "Iglesia Nueva Vida",
        "Gurdwara Sahib of Alder Falls", "Old Mill Brewing Co.", "Bean There Coffee", "A-1 Car Wash",
        "Taquería El Güero", "Falls View Motel", "Кавказ Grill", "City Lights Theatre (Non-Profit)", "Petals by Zoë",
        "Cascade Physical Therapy", "Alder Falls Community Garden", "Northgate Self-Storage No. 2", "Haddad Grocery",
        "O'Shea's Public House", "Kim's Tae Kwon Do 태권도", "Greenway Property Holdings LP", "X", "Quick Print #14",
    ];
}
