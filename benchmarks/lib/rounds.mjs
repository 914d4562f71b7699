/**
 * Runs all contenders in turn, for several rounds, so that a slow moment of the machine affects all. Returns a list of
 * results for each. The first round warms up and is not counted.
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
