/** What TSX becomes; the bundler imports it wherever it stands. */
export { createElement, Fragment } from "preact";
