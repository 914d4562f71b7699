/**
 * What each contender's `run` gives in several rounds, in which all take their turns, so that what slows the machine for
 * a while slows all: a list for each. The first round, in which everything warms up, does not count.
 */
export async function inRounds(contenders, rounds) {
  const results = contenders.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, { run }] of contenders.entries()) {
      const result = await run(round);
      if (round >= 0) results[index].push(result);
    }
  }
  return results;
}
