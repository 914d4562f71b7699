import { lettersOf } from './text.js';

/** Names of the states that Meta wants by their two-letter codes: of the USA with DC and territories, and of Canada. */
const codes = {
  us: parse(
    'al alabama,ak alaska,az arizona,ar arkansas,ca california,co colorado,ct connecticut,de delaware,fl florida,' +
      'ga georgia,hi hawaii,id idaho,il illinois,in indiana,ia iowa,ks kansas,ky kentucky,la louisiana,me maine,' +
      'md maryland,ma massachusetts,mi michigan,mn minnesota,ms mississippi,mo missouri,mt montana,ne nebraska,' +
      'nv nevada,nh newhampshire,nj newjersey,nm newmexico,ny newyork,nc northcarolina,nd northdakota,oh ohio,' +
      'ok oklahoma,or oregon,pa pennsylvania,ri rhodeisland,sc southcarolina,sd southdakota,tn tennessee,tx texas,' +
      'ut utah,vt vermont,va virginia,wa washington,wv westvirginia,wi wisconsin,wy wyoming,dc districtofcolumbia,' +
      'dc washingtondc,as americansamoa,gu guam,mp northernmarianaislands,pr puertorico,vi virginislands,' +
      'vi usvirginislands',
  ),
  ca: parse(
    'ab alberta,bc britishcolumbia,mb manitoba,nb newbrunswick,nl newfoundlandandlabrador,nl newfoundland,' +
      'ns novascotia,nt northwestterritories,nu nunavut,on ontario,pe princeedwardisland,qc quebec,qc québec,' +
      'sk saskatchewan,yt yukon,yt yukonterritory',
  ),
};

function parse(rows: string): Map<string, string> {
  return new Map(rows.split(',').map((row) => row.split(' ').reverse() as [string, string]));
}

/** A state or province: a two-letter code in the USA and Canada, else its name in lower case without digits and spaces. */
export function stateForm(value: unknown, country?: string): string | undefined {
  const text = lettersOf(value, /[^\p{L}\p{M}]/gu);
  if (text === undefined) return undefined;
  const home = country?.toLowerCase();
  return (
    (home === undefined
      ? (codes.us.get(text) ?? codes.ca.get(text))
      : home === 'us' || home === 'ca'
        ? codes[home].get(text)
        : undefined) ?? text
  );
}
