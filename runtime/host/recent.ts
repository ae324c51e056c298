/** Lists in which what was asked for last comes first: for what few different things are asked of, again and again. */

/** So near the front an entry stays where it is. */
const NEAR = 4;

/** The list of a key. */
export function listOf<K, V>(lists: Map<K, V[]>, key: K): V[] {
  let list = lists.get(key);
  if (list === undefined) {
    list = [];
    lists.set(key, list);
  }
  return list;
}

/** The entry at a position was asked for. */
export function touch<V>(list: V[], at: number): void {
  if (at > NEAR) list.unshift(...list.splice(at, 1));
}

/** Adds an entry. What hasn't been asked for for longest leaves a list of `most`. */
export function remember<V>(list: V[], entry: V, most: number): void {
  if (list.length >= most) list.pop();
  list.unshift(entry);
}
