import { expect, test } from 'vitest';
import { openNotify } from '../../../src/channels/telegram/notify-staff.ts';
import { startFakeTelegram } from '../../support/fake-telegram/start.ts';
import { openSurface } from './surface.ts';

test('staff read in their chat that somebody waits, with a link, and no more; a failure is said', async () => {
	const fake = await startFakeTelegram();
	const bot = await fake.bot();
	await bot.chat(-1001, { type: 'group' });
	const { api } = openSurface(bot);
	await openNotify(api, '-1001', 'https://chat.example.org/desk').somebodyWaits();
	const [sent, ...more] = await bot.standing(-1001);
	expect(more).toEqual([]);
	expect(sent?.text).toBe('Er wacht iemand op je.\nSomebody is waiting for you.\nhttps://chat.example.org/desk');
	await expect(openNotify(api, '-1002', 'https://chat.example.org/desk').somebodyWaits()).rejects.toThrow();
});
