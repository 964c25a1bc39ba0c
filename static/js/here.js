// Where we are in the desk's navigation: on a telephone it is a row that scrolls, and the place may lie outside it.
const place = document.querySelector(".desk > nav [aria-current]");
place?.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
