/** How long a racing server leaves open between its check and its act: long enough for requests of one burst to meet in it. */
export const racePauseMs = 20;
