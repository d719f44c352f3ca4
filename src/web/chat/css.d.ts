// Style sheets that a page's code brings along.
declare module "*.css";
