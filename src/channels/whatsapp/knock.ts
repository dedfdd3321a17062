/**
 * Outside the 24 hours WhatsApp takes only templates that Meta has approved. Ours says nothing but that something waits; its
 * wording is in docs/guides/whatsapp.md, and which one it is in WHATSAPP_TEMPLATE.
 */
import type { WhatsAppClient } from '@kapso/whatsapp-cloud-api';
import type { Language } from '../../flow/bundle.ts';

type Template = Parameters<WhatsAppClient['messages']['sendTemplate']>[0]['template'];

/** https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/supported-languages */
const named: Partial<Record<Language, string>> = { 'pt-BR': 'pt_BR', 'zh-Hans': 'zh_CN' };

export function knock(name: string, language: Language): Template {
	return { name, language: { code: named[language] ?? language } };
}
