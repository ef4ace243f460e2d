/** What src/ must not be: a module that does more than declare. Only to show that the check of a firmware finds it. */
throw new Error("there is no clock while flash is made");
