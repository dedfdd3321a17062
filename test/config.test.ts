import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigWrong, readConfig } from '../src/config.ts';
import { trialSecret } from '../src/trial-secret.ts';
import { temporaryDirectory } from './support/directory.ts';

const secret = Buffer.alloc(32, 1).toString('base64');

function wrong(environment: Record<string, string>): string {
	try {
		readConfig(environment);
	} catch (error) {
		if (error instanceof ConfigWrong) return error.message;
		throw error;
	}
	return '';
}

describe('the environment', () => {
	test('may be empty: everything has a default', () => {
		expect(readConfig({})).toEqual({
			port: 8080,
			host: '127.0.0.1',
			dataDir: './data',
			publicUrl: undefined,
			trustProxy: false,
			logLevel: 'info',
			secret: undefined,
			previousSecret: undefined,
			publish: 'draft',
			retentionDays: 90,
			retentionSet: false,
			metricsToken: undefined,
			production: false,
		});
		expect(readConfig({ PORT: '', PUBLIC_URL: ' ', METRICS_TOKEN: '' })).toEqual(readConfig({}));
	});

	test('is read as it is set', () => {
		const config = readConfig({
			PORT: '0',
			HOST: '::1',
			DATA_DIR: '/srv/bekend',
			PUBLIC_URL: 'https://chat.example.org',
			TRUST_PROXY: '1',
			LOG_LEVEL: 'debug',
			BEKEND_SECRET: secret,
			BEKEND_SECRET_PREVIOUS: Buffer.alloc(32, 2).toString('base64'),
			RETENTION_DAYS: '30',
			METRICS_TOKEN: '0123456789abcdef',
			NODE_ENV: 'production',
		});
		expect(config).toMatchObject({
			port: 0,
			host: '::1',
			trustProxy: true,
			retentionDays: 30,
			retentionSet: true,
			publish: 'approved',
		});
		expect(config.publicUrl?.origin).toBe('https://chat.example.org');
		expect(config.secret).toEqual(new Uint8Array(32).fill(1));
		expect(config.previousSecret).toEqual(new Uint8Array(32).fill(2));
	});

	test.each([
		['PORT', '65536'],
		['PORT', '-1'],
		['PORT', '80.5'],
		['PORT', 'http'],
		['PORT', '0x50'],
		['HOST', 'a b'],
		['PUBLIC_URL', 'chat.example.org'],
		['PUBLIC_URL', 'http://chat.example.org'],
		['PUBLIC_URL', 'https://chat.example.org/path'],
		['PUBLIC_URL', 'https://chat.example.org/?x'],
		['PUBLIC_URL', 'ftp://localhost'],
		['TRUST_PROXY', 'maybe'],
		['LOG_LEVEL', 'loud'],
		['BEKEND_SECRET', 'short'],
		['BEKEND_SECRET_PREVIOUS', `${secret}x`],
		['PUBLISH', 'all'],
		['RETENTION_DAYS', '0'],
		['RETENTION_DAYS', 'forever'],
		['METRICS_TOKEN', 'short'],
	])('names %s when it is %s, and says how to mend it', (name, value) => {
		expect(wrong({ [name]: value })).toMatch(new RegExp(`^  ${name} .*must be .`, 'm'));
	});

	test('takes http only where it does not leave the machine', () => {
		for (const url of ['http://localhost:8080', 'http://127.0.0.1:8080', 'https://chat.example.org:8443']) {
			expect(readConfig({ PUBLIC_URL: url }).publicUrl?.href).toBe(`${url}/`);
		}
	});

	test('names all wrong values at once', () => {
		const message = wrong({ PORT: 'x', LOG_LEVEL: 'x', PUBLISH: 'x', RETENTION_DAYS: 'x' });
		for (const name of ['PORT', 'LOG_LEVEL', 'PUBLISH', 'RETENTION_DAYS']) expect(message).toContain(name);
		expect(message.split('\n')).toHaveLength(5);
	});

	test('never shows a value that may be a secret', () => {
		const message = wrong({
			BEKEND_SECRET: 'canary-one',
			BEKEND_SECRET_PREVIOUS: 'canary-two',
			METRICS_TOKEN: 'canary-three',
			PUBLIC_URL: 'https://me:canary@chat.example.org',
		});
		for (const name of ['BEKEND_SECRET ', 'BEKEND_SECRET_PREVIOUS ', 'METRICS_TOKEN', 'PUBLIC_URL'])
			expect(message).toContain(name);
		expect(message).not.toContain('canary');
	});

	test('in production needs a secret, and refuses drafts', () => {
		const message = wrong({ NODE_ENV: 'production', PUBLISH: 'draft' });
		expect(message).toContain('BEKEND_SECRET is required');
		expect(message).toContain('PUBLISH=draft is refused');
		expect(readConfig({ NODE_ENV: 'production', PUBLISH: 'approved', BEKEND_SECRET: secret }).publish).toBe('approved');
	});
});

describe('the secret of a trial', () => {
	test('is made once, for the owner only, and read from then on', () => {
		const folder = join(temporaryDirectory(), 'data');
		const first = trialSecret(folder);
		expect([first.made, first.secret.byteLength]).toEqual([true, 32]);
		expect(trialSecret(folder)).toEqual({ secret: first.secret, made: false });
		expect(statSync(folder).mode & 0o777).toBe(0o700);
		expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600);
		expect(trialSecret(join(temporaryDirectory(), 'other')).secret).not.toEqual(first.secret);
	});

	test('a damaged file is refused, not replaced: the data would be lost', () => {
		const folder = temporaryDirectory();
		writeFileSync(join(folder, 'secret'), 'nonsense');
		expect(() => trialSecret(folder)).toThrow('must be 32 random bytes');
	});
});
