/** Compares what may be known with what is secret. Takes as long wherever the first difference is. */

/** (How long the secret is, is no secret.) With an empty secret nothing is equal. */
export function areEqual(given: string, secret: string): boolean {
	if (given === '' || secret === '') return false;
	let different = given.length ^ secret.length;
	for (let at = 0; at < secret.length; at++) different |= given.charCodeAt(at % given.length) ^ secret.charCodeAt(at);
	return different === 0;
}
