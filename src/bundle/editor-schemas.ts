/** JSON Schemas of the files people write, for editors: `# yaml-language-server: $schema=../dist/schema/flow.json`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Directory, Flow, FlowTexts, Status, Words } from '../flow/schema.ts';

const files = { flow: Flow, directory: Directory, texts: FlowTexts, words: Words, status: Status };

/** @param folder is made if need be; one `<name>.json` a kind of file */
export function writeEditorSchemas(folder: string): void {
	mkdirSync(folder, { recursive: true });
	for (const [name, schema] of Object.entries(files)) {
		const json = z.toJSONSchema(schema, { io: 'input' });
		writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(json, null, '\t')}\n`);
	}
}
