// After a form came back with faults, the summary is where reading goes on.
document.querySelector("[data-faults]")?.focus();
