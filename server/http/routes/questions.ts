import type { PlantQuestions } from '../../services/questions/plant-questions.ts';
import { languageOf } from '../language-of.ts';
import { type Handlers, linkNextPage } from '../router.ts';

export function questionHandlers(questions: PlantQuestions) {
  return {
    async listPlantQuestions(call) {
      const { limit, cursor } = call.query;
      const body = await questions.list(call.params.id, { before: cursor, limit });
      linkNextPage(call, limit, body, body.at(-1)?.id);
      return { status: 200, body };
    },
    async askPlantQuestion({ params, body, request }) {
      return { status: 202, body: await questions.ask(params.id, body, languageOf(request)) };
    },
    async previewPlantQuestion({ params, request }) {
      return { status: 200, body: await questions.preview(params.id, languageOf(request)) };
    },
    async addQuestionPhoto({ params, request }) {
      // Without a body, this is not a Buffer.
      const content: unknown = request.body;
      const id = await questions.addPhoto(params.id, Buffer.isBuffer(content) ? content : Buffer.alloc(0));
      return { status: 201, body: { id } };
    },
    async getQuestionPhoto({ params, response }) {
      const { mediaType, content } = await questions.photo(params.id, params.photo);
      // Another photo has another address.
      response
        .set({ 'Content-Type': mediaType, 'Cache-Control': 'private, max-age=31536000, immutable' })
        .send(content);
      return undefined;
    },
    async deletePlantQuestion({ params }) {
      await questions.remove(params.id);
      return { status: 204, body: undefined };
    },
    async getQuestionConsent() {
      return { status: 200, body: await questions.consent() };
    },
    async updateQuestionConsent({ body }) {
      return { status: 200, body: await questions.allow(body.allowed) };
    },
  } satisfies Partial<Handlers>;
}
