/** The page with the documentation of the API. */
import type { RequestHandler } from 'express';
import swaggerUi from 'swagger-ui-express';

/** Before the documentation: whose it is, and the way back. It is in English, as the documentation is. */
const BAR = `<header class="plantops">
  <a href="../../"><img src="../../favicon.svg" alt="" width="30" height="30">Back to the dashboard</a>
  <a href="../openapi.json">OpenAPI</a>
  <a href="../asyncapi.json">AsyncAPI</a>
</header>`;
const STYLE = `
.plantops { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 20px; padding: 10px 20px; background: #fff;
  border-bottom: 1px solid #d9ded6; font: 600 16px/1.3 system-ui, sans-serif; }
.plantops a { display: flex; align-items: center; gap: 10px; min-height: 34px; color: #2c6b45; text-decoration: none; }
.plantops a:first-child { margin-right: auto; }
.plantops a:hover { text-decoration: underline; }
`;

/** Addresses are relative to the page: PlantOps may stand below a path. */
export function apiDocs(): RequestHandler[] {
  const page = swaggerUi
    .generateHTML(undefined, {
      customSiteTitle: 'API · PlantOps',
      customfavIcon: '../../favicon.svg',
      customCss: STYLE,
      // The layout without the bar of the program that draws the documentation.
      swaggerOptions: { url: '../openapi.json', layout: 'BaseLayout' },
    })
    .replace('<div id="swagger-ui">', `${BAR}<div id="swagger-ui">`)
    .replace('<head>', '<head><meta name="viewport" content="width=device-width, initial-scale=1">');
  return [
    ...swaggerUi.serve,
    (_request, response) => {
      response.type('html').send(page);
    },
  ];
}
