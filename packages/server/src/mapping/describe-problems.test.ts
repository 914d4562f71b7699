import { warning } from '@twinbeam/shared';
import { expect, it } from 'vitest';
import { describeProblems, problemCodes } from './describe-problems.js';

const introduction = `# Problems

A problem of a message is \`{ code, severity, field, message }\`, in the results of \`track()\`, \`send()\`, \`mapMessage()\` and \`collect\`, in the log, in \`twinbeam map\` and in the inspector. An error rejects the message. With a warning the event is sent, without the value concerned if the sentence says so. Names that are compared, and the option \`strict\`, are in [Mapping](mapping.md).

The sentence of each code follows; \`FIELD\` stands for the field, \`NAME\` for what was probably meant.
`;

/** `vitest run -u` writes the page anew. */
it('every kind of problem is in the documentation', async () => {
  const sections = problemCodes.map((code) => {
    const [problem] = describeProblems([{ ...warning(code, 'FIELD'), suggestion: 'NAME' }]);
    return `**\`${code}\`**: ${problem?.message?.replaceAll('<', '&lt;')}\n`;
  });
  await expect([introduction, ...sections].join('\n')).toMatchFileSnapshot('../../../../docs/problems.md');
});
