/* Starts the documentation page; a file of its own because the page allows no inline script. */
window.SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#documentation',
  deepLinking: true,
  validatorUrl: 'none',
});
