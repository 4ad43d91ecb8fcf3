// SPDX-License-Identifier: Apache-2.0
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#interface",
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  validatorUrl: null,
});
