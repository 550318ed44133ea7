/**
 * Starts Swagger UI, in the theme of the rest of the page.
 *
 *   #documentation[data-description]   where it goes, and where the API's description is
 */
declare const SwaggerUIBundle: (options: Record<string, unknown>) => void;

const dark = matchMedia('(prefers-color-scheme: dark)');
const dress = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dress();
dark.addEventListener('change', dress);

const place = document.querySelector<HTMLElement>('#documentation');
if (place) {
  SwaggerUIBundle({
    url: place.dataset['description'],
    domNode: place,
    deepLinking: true,
    validatorUrl: 'none',
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
  });
}
