/** The files the pages load, built by Vite (vite.config.ts). */

export interface Asset {
	type: string;
	body: Uint8Array<ArrayBuffer>;
	/** The same, gzipped. */
	gzip: Uint8Array<ArrayBuffer>;
}

export interface Assets {
	/** Paths under `/assets/`; each name holds a hash of its content. */
	script: string;
	style: string;
	/** Of the page that Close leads to: nothing in it reminds of a chat. */
	awayStyle: string;
	/** By path: what is not in here is not served. */
	files: Map<string, Asset>;
}
