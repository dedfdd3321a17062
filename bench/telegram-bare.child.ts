/**
 * What one writes first: grammY behind Hono, by webhook, saying back what was said. It stores nothing, checks nothing but
 * the secret, has one text and no buttons. With `own` as second argument it calls by grammY's own fetch (node-fetch),
 * else by the same as Bekend.
 */
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Bot, webhookCallback } from 'grammy';
import { Hono } from 'hono';
import { openFetch } from '../src/channels/telegram/fetch-node.ts';
import { token, webhookSecret } from './telegram-platform.ts';
import { answerFor } from './telegram-process.ts';

const [apiRoot = '', client] = process.argv.slice(2);
const can = {
	can_join_groups: false,
	can_read_all_group_messages: false,
	can_connect_to_business: false,
	can_manage_bots: false,
	has_main_web_app: false,
	has_topics_enabled: false,
	allows_users_to_create_topics: false,
	supports_inline_queries: false,
	supports_join_request_queries: false,
};
const botInfo = { ...can, id: 123_456_789, is_bot: true as const, first_name: 'Echo', username: 'echo_bot' };
const bot = new Bot(token, { botInfo, client: { apiRoot, ...(client !== 'own' && { fetch: openFetch() }) } });
bot.on('message:text', (context) => context.reply(context.message.text));

const app = new Hono();
app.post('/webhooks/telegram', webhookCallback(bot, 'hono', { secretToken: webhookSecret }));
const server = createAdaptorServer({ fetch: app.fetch });
server.listen(0, '127.0.0.1', () => {
	const none = () => ({ commits: 0, records: 0 });
	answerFor((server.address() as AddressInfo).port, none, async () => void server.close());
});
