// The page's modules register their elements; the frame starts when it is found in index.html.
import "./app.js";
