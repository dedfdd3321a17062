/** The names in `{{…}}` of a text, sorted. */
export function placeholders(text: string): string[] {
	return [...text.matchAll(/\{\{\s*([^}]+?)\s*\}\}/g)].map(([, name]) => name ?? '').sort();
}
