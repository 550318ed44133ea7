// Run once, on an empty data folder, in the database `castellan`: the user that Castellan signs in as.
// dbAdmin is for the documents' validators.
db.createUser({
  user: 'castellan',
  pwd: process.env.MONGODB_PASSWORD,
  roles: [
    { role: 'readWrite', db: 'castellan' },
    { role: 'dbAdmin', db: 'castellan' },
  ],
});
