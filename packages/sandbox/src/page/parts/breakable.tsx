/** A long name or value that may wrap after its underscores, commas and slashes. */
export function Breakable({ text }: { text: string }) {
  return (
    <>{text.split(/(?<=[_,/&])/).flatMap((part, index) => (index === 0 ? [part] : [<wbr key={index} />, part]))}</>
  );
}
