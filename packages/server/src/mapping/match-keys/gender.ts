import { toPlainText } from './text.js';

/** Words that Meta's own libraries read, and the usual words of other languages. */
const words = {
  m: `m male males man men boy boys gentleman gentlemen guy sir mister mr master son father dad daddy papa uncle nephew
    brother husband boyfriend groom widower king prince duke count emperor god lord lad fellow chap bloke dude he him
    his himself masculine
    männlich mann herr junge homme garçon monsieur masculin masculino hombre chico señor senor sr varón varon homem
    rapaz senhor uomo maschio maschile ragazzo signore sig mannelijk heer jongen mężczyzna pan männlig manlig kille
    mand mandlig hr mies erkek bay muž muško muški moški bărbat férfi mees vīrietis vyras άνδρας άντρας ανδρας
    мужчина мужской муж чоловік чоловіча мъж мушки м
    男 男性 男士 先生 남 남자 남성 ذكر رجل مرد גבר זכר पुरुष পুরুষ ชาย nam laki-laki pria`,
  f: `f female females woman women girl girls lady ladies gentlewoman miss ms mrs madam madame ma'am mam daughter mother mom
    mum mama mommy mummy aunt niece sister wife girlfriend bride widow queen princess duchess countess empress goddess
    maiden lass gal chick dame belle she her hers herself feminine
    w weiblich frau mädchen femme fille mme mademoiselle mlle féminin feminin femenino mujer chica señora senora
    señorita sra srta mulher feminino senhora moça donna femmina femminile ragazza signora signorina vrouw vrouwelijk
    mevrouw meisje kobieta pani kvinna kvinnlig tjej kvinde kvindelig kvinne nainen kadın kadin bayan žena žensko ženski
    ženska femeie nő naine sieviete moteris γυναίκα γυναικα женщина женский жен жінка жіноча жена женски ж
    女 女性 女士 小姐 여 여자 여성 أنثى انثى امرأة زن אישה נקבה महिला মহিলা หญิง nữ perempuan wanita`,
};

const genders = new Map(
  (['m', 'f'] as const).flatMap((gender) => words[gender].split(/\s+/).map((word) => [word, gender] as const)),
);

/** Returns a gender as Meta takes it: `f` or `m`. Undefined for anything else. */
export function toGenderForm(value: unknown): string | undefined {
  const text = toPlainText(value)?.toLowerCase() ?? '';
  // "Mrs." and "ma’am", as they are printed.
  return genders.get(text) ?? genders.get(text.replace('’', "'").replace(/\.$/, ''));
}
