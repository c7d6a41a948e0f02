// The API's document, to read and to try; served from here, as the content policy wants it.
// @ts-expect-error the package tells no types for its bundle
import SwaggerUIBundle from "swagger-ui-dist/swagger-ui-bundle.js";

const place = document.getElementById("api-document");
if (place) SwaggerUIBundle({ url: place.dataset["document"], domNode: place, deepLinking: false, docExpansion: "none", validatorUrl: null });
