import { expect, test } from 'vitest';
import { PlainMenus } from '../../../src/channels/telegram/menus.ts';

test('the newest menu of a chat is known, until something else stands there', () => {
	const menus = new PlainMenus();
	menus.set('anna', '5');
	expect([menus.has('anna', '5'), menus.has('anna', '4'), menus.has('bea', '5')]).toEqual([true, false, false]);
	menus.set('anna', undefined);
	expect(menus.has('anna', '5')).toBe(false);
});

test('of more than ten thousand chats the one untouched for longest is forgotten', () => {
	const menus = new PlainMenus();
	for (let n = 0; n < 10_000; n++) menus.set(`person ${n}`, '1');
	menus.set('person 0', '2');
	menus.set('one more', '1');
	expect([menus.has('person 0', '2'), menus.has('person 1', '1'), menus.has('person 2', '1')]).toEqual([
		true,
		false,
		true,
	]);
});
