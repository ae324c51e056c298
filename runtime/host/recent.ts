/** Lists in which what was asked for last comes first: for what few different things are asked of, again and again. */

/** So near the front an entry stays where it is. */
const NEAR = 4;

/**
 * The entry of a key that is wanted; else one is made and, unless it is undefined, remembered. What hasn't been asked
 * for for longest leaves a list of `most`.
 */
export function recall<K, V, M extends V | undefined>(
  lists: Map<K, V[]>,
  key: K,
  most: number,
  isWanted: (entry: V) => boolean,
  make: () => M,
): V | M {
  let list = lists.get(key);
  if (list === undefined) {
    list = [];
    lists.set(key, list);
  }
  for (let at = 0; at < list.length; at++) {
    const entry = list[at] as V;
    if (!isWanted(entry)) continue;
    if (at > NEAR) list.unshift(...list.splice(at, 1));
    return entry;
  }
  const made = make();
  if (made !== undefined) {
    if (list.length >= most) list.pop();
    list.unshift(made);
  }
  return made;
}
