// A file of the fixtures, as a data address.
declare module "*?url&inline" {
  const address: string;
  export default address;
}
