/** What each channel can show, as data. Lengths are UTF-16 units, as both platforms count them, unless it says bytes. */

/** One way of offering choices. */
export interface Offer {
	/** Choices in one message, at most. */
	most: number;
	/** Length of one label, emoji and space included. */
	label: number;
	/** Bytes of a choice's id in UTF-8. */
	id: number;
	/** Length of the text that carries the choices. */
	text: number;
}

export interface Limits {
	/** Length of a message without choices. */
	text: number;
	/** Choices that stand under or beside the text, all visible at once. */
	inline?: Offer;
	/** Few, big, one tap. */
	buttons?: Offer;
	/** Behind one button: two taps. */
	list?: Offer;
	/** A topic comes with its pictogram; elsewhere its emoji stands for it. */
	pictures?: true;
	/** What one turn says goes out as one message. */
	together?: true;
}

const NONE = Number.POSITIVE_INFINITY;

/** No channel of its own limits: what the web chat shows. */
const web: Limits = { text: NONE, pictures: true, inline: { most: NONE, label: NONE, id: NONE, text: NONE } };

/**
 * Bot API 10.3: text 1-4096, callback_data 1-64 bytes, 100 buttons under one message.
 * No length of a label is documented; clients cut what does not fit on a phone's width, so 40 is our own line.
 */
const telegram: Limits = { text: 4096, pictures: true, inline: { most: 100, label: 40, id: 64, text: 4096 } };

/**
 * Cloud API: 3 reply buttons of 20, id 256; a list of 10 rows of 24, id 200; interactive body 1024; text 4096.
 * (A row may also have a description of 72, the button that opens a list has 20: `locales/<lang>/system.json`.)
 */
const whatsapp: Limits = {
	text: 4096,
	buttons: { most: 3, label: 20, id: 256, text: 1024 },
	list: { most: 10, label: 24, id: 200, text: 1024 },
	together: true,
};

/** The button that opens a list on WhatsApp. */
export const LIST_BUTTON = 20;

export const limits = { web, telegram, whatsapp } as const;
export type ChannelName = keyof typeof limits;
