/** One seed for all properties: what fails, fails for everybody. To look further, change it and raise `numRuns`. */
import fc from 'fast-check';

fc.configureGlobal({ seed: 20261123 });
