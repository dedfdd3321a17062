/** "Android", "iPhone": what a passkey made here is called in the list. */
const systems: [RegExp, string][] = [
	[/Android/, 'Android'],
	[/iPhone/, 'iPhone'],
	[/iPad/, 'iPad'],
	[/Windows/, 'Windows'],
	[/Mac OS X/, 'Mac'],
	[/CrOS/, 'Chromebook'],
	[/Linux/, 'Linux'],
];

export function thisDevice(): string {
	return systems.find(([sign]) => sign.test(navigator.userAgent))?.[1] ?? 'Passkey';
}
