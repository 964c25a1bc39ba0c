// What every page wants.
import "./zone.js";
import "./faults.js";
import "./submit-once.js";
import "./keys.js";
import "./here.js";
import "./conditions.js";
import "./categories.js";
import "./language.js";
