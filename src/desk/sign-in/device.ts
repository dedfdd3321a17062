/** "Chrome, Android": enough to know one's own phone in a list, and no more is kept of what a browser says of itself. */
const browsers: [RegExp, string][] = [
	[/Edg\//, 'Edge'],
	[/SamsungBrowser\//, 'Samsung Internet'],
	[/Firefox\/|FxiOS\//, 'Firefox'],
	[/Chrome\/|CriOS\//, 'Chrome'],
	[/Safari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
	[/Android/, 'Android'],
	[/iPhone|iPad/, 'iOS'],
	[/Windows/, 'Windows'],
	[/Mac OS X/, 'macOS'],
	[/Linux|CrOS/, 'Linux'],
];

export function deviceOf(userAgent: string | undefined): string {
	const first = (list: [RegExp, string][]) => list.find(([sign]) => sign.test(userAgent ?? ''))?.[1];
	return [first(browsers), first(systems)].filter((part) => part !== undefined).join(', ') || '?';
}
