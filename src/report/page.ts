/** What every page that is printed or passed on has around it: one file, no script, nothing from elsewhere. */
import { html, raw } from 'hono/html';
import { style } from './style.ts';

export type Html = ReturnType<typeof html>;

/** Only the style in the page itself: a page that is passed on by e-mail asks nobody for anything. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

export interface PageOptions {
	/** BCP 47, of what the page itself says. */
	language?: string;
	title: string;
	/** For the element `body`: which kind of page it is. */
	kind: 'report' | 'reading' | 'kit';
	content: Html;
}

/** → the whole file. */
export async function page({ language = 'en', title, kind, content }: PageOptions): Promise<string> {
	return String(
		await html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${raw(style)}</style>
</head>
<body class="${kind}">
<main>
${content}
</main>
</body>
</html>
`,
	);
}
