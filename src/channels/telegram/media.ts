/** Messages that are more than words: which of our kinds they are. The content is neither opened nor kept. */
import type { Inbound } from '../../flow/turn.ts';

type Of = Extract<Inbound, { kind: 'media' }>['of'];

/** In this order: an animation is also called a document, a venue a location, a live photo a photo. */
const media: Record<string, Of> = {
	photo: 'picture',
	live_photo: 'picture',
	sticker: 'picture',
	animation: 'video',
	video: 'video',
	video_note: 'video',
	voice: 'voice',
	audio: 'voice',
	document: 'file',
	contact: 'contact',
	users_shared: 'contact',
	chat_shared: 'contact',
	venue: 'location',
	location: 'location',
};

/** What Telegram itself says in a private chat, and nobody has to be answered for. */
const service = [
	'pinned_message',
	'message_auto_delete_timer_changed',
	'connected_website',
	'write_access_allowed',
	'chat_background_set',
	'proximity_alert_triggered',
	'forum_topic_created',
	'forum_topic_edited',
	'forum_topic_closed',
	'forum_topic_reopened',
	'successful_payment',
	'refunded_payment',
	'gift',
	'unique_gift',
	'gift_upgrade_sent',
	'boost_added',
	'giveaway_created',
	'managed_bot_created',
	'checklist_tasks_done',
	'checklist_tasks_added',
	'suggested_post_approved',
	'suggested_post_approval_failed',
	'suggested_post_declined',
	'suggested_post_paid',
	'suggested_post_refunded',
	'video_chat_scheduled',
	'video_chat_started',
	'video_chat_ended',
	'video_chat_participants_invited',
] as const;

/** @param message as it came. What is in none of the lists is something new that a person sent: other. */
export function mediaOf(message: object): Of | 'service' {
	for (const [name, of] of Object.entries(media)) if (Object.hasOwn(message, name)) return of;
	return service.some((name) => Object.hasOwn(message, name)) ? 'service' : 'other';
}
