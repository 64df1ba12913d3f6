/** The same map when it already says so. */
export function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return map.get(key) === value ? map : new Map(map).set(key, value);
}

/** The same map when the key is not in it. */
export function withoutKey<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  return map.has(key) ? keeping(map, (other) => other !== key) : map;
}

/** The same map when every entry stays. */
export function keeping<K, V>(
  map: ReadonlyMap<K, V>,
  stays: (key: K, value: V) => boolean,
): ReadonlyMap<K, V> {
  const kept = [...map].filter(([key, value]) => stays(key, value));
  return kept.length === map.size ? map : new Map(kept);
}
