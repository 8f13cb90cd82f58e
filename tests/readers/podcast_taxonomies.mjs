// Prints the categories of Apple Podcasts and the roles of the Podcasting 2.0 taxonomy as podcast-partytime has them.
import { itunesCategoriesSourceOfTruth } from 'podcast-partytime/dist/parser/itunes-categories.js';
import { PersonGroup, PersonRole } from 'podcast-partytime/dist/parser/person-enum.js';

const categories = itunesCategoriesSourceOfTruth.map((each) => [each.name, each.subCategories]);
console.log(JSON.stringify({
  categories: Object.fromEntries(categories), roles: Object.values(PersonRole), groups: Object.values(PersonGroup),
}));
